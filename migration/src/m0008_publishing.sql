CREATE TABLE plan_name_kept (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  words_hash {bytes} NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL,
  UNIQUE (chain, words_hash)
) {strict};

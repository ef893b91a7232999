ALTER TABLE news ADD COLUMN photo_alt TEXT CONSTRAINT news_photo_described CHECK (photo_alt <> '');
ALTER TABLE news ADD COLUMN photo_width INTEGER;
ALTER TABLE news ADD COLUMN photo_height INTEGER;

CREATE TABLE photo (
  news {uuid} PRIMARY KEY NOT NULL REFERENCES news (id),
  body {bytes} NOT NULL,
  made_at {time} NOT NULL
) {strict};

CREATE TABLE news_letter (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  news {uuid} NOT NULL REFERENCES news (id),
  participant {uuid} NOT NULL,
  made_at {time} NOT NULL,
  given_at {time},
  given_by {uuid} REFERENCES organiser (id),
  UNIQUE (news, participant),
  CONSTRAINT news_letter_given CHECK ((given_at IS NULL) = (given_by IS NULL)),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain)
) {strict};
CREATE INDEX news_letter_open ON news_letter (chain, given_at);
CREATE INDEX news_letter_of ON news_letter (participant);

CREATE TABLE words_gone (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  insight {uuid} NOT NULL REFERENCES insight (id),
  at {time} NOT NULL,
  seen_at {time},
  seen_by {uuid} REFERENCES organiser (id)
) {strict};
CREATE INDEX words_gone_of ON words_gone (chain, seen_at);
CREATE UNIQUE INDEX words_gone_once ON words_gone (insight) WHERE seen_at IS NULL;

CREATE TABLE ask_later (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  action {uuid} NOT NULL,
  made_by {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL,
  FOREIGN KEY (action, chain) REFERENCES action (id, chain)
) {strict};
CREATE INDEX ask_later_of ON ask_later (action, at);

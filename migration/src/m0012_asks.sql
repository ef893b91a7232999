CREATE TABLE chain_ask (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  participant {uuid} NOT NULL,
  topic TEXT NOT NULL,
  whom TEXT NOT NULL,
  why TEXT NOT NULL,
  sign_in TEXT NOT NULL CONSTRAINT chain_ask_sign_in CHECK (sign_in IN ('own', 'other', 'none')),
  email {bytes},
  source TEXT NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  asked_at {time} NOT NULL,
  taken_back_at {time},
  answered_at {time},
  answered_by {uuid} REFERENCES organiser (id),
  answer TEXT CONSTRAINT chain_ask_answer CHECK (answer IN ('yes', 'no')),
  reason TEXT NOT NULL,
  made {uuid} REFERENCES chain (id),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain),
  CONSTRAINT chain_ask_answered CHECK ((answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (answered_by IS NULL)),
  CONSTRAINT chain_ask_one_end CHECK (taken_back_at IS NULL OR answered_at IS NULL)
) {strict};
CREATE UNIQUE INDEX chain_ask_one_open ON chain_ask (participant) WHERE answered_at IS NULL AND taken_back_at IS NULL;
CREATE INDEX chain_ask_of ON chain_ask (chain, asked_at);
CREATE INDEX chain_ask_by ON chain_ask (participant, chain);
CREATE INDEX chain_ask_made ON chain_ask (made);

CREATE TABLE door_code (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  name TEXT NOT NULL,
  generation INTEGER NOT NULL,
  code_index {bytes} NOT NULL UNIQUE,
  made_by {uuid} NOT NULL REFERENCES organiser (id),
  made_at {time} NOT NULL,
  closed_at {time}
) {strict};
CREATE INDEX door_code_of_chain ON door_code (chain, made_at);

CREATE TABLE person_code (
  id {uuid} PRIMARY KEY NOT NULL REFERENCES sign_in (id),
  participant {uuid} NOT NULL REFERENCES participant (id),
  act TEXT NOT NULL CONSTRAINT person_code_act CHECK (act IN ('delete', 'download', 'words', 'address'))
) {strict};
CREATE INDEX person_code_of ON person_code (participant);

CREATE TABLE worry (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  conversation {uuid} NOT NULL,
  by_id {uuid} NOT NULL REFERENCES participant (id),
  entered_by {uuid} REFERENCES organiser (id),
  text {bytes},
  at {time} NOT NULL,
  hold {flag} NOT NULL,
  closed_at {time},
  closed_by {uuid} REFERENCES organiser (id),
  FOREIGN KEY (conversation, chain) REFERENCES conversation (id, chain)
) {strict};
CREATE INDEX worry_of_chain ON worry (chain, at);

CREATE TABLE report (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  why TEXT NOT NULL CONSTRAINT report_why CHECK (why IN ('not_me', 'unkind', 'trick', 'other')),
  text {bytes},
  at {time} NOT NULL,
  closed_at {time},
  closed_by {uuid} REFERENCES organiser (id),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain)
) {strict};
CREATE INDEX report_of_chain ON report (chain, at);

CREATE TABLE gathering (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  starts_at {time} NOT NULL,
  place TEXT NOT NULL,
  about TEXT NOT NULL,
  made_by {uuid} NOT NULL REFERENCES organiser (id),
  made_at {time} NOT NULL,
  told_at {time},
  cancelled_at {time}
) {strict};
CREATE INDEX gathering_of_chain ON gathering (chain, starts_at);

CREATE TABLE rsvp (
  id {uuid} PRIMARY KEY NOT NULL,
  gathering {uuid} NOT NULL REFERENCES gathering (id),
  participant {uuid} NOT NULL REFERENCES participant (id),
  coming {flag} NOT NULL,
  source TEXT NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  at {time} NOT NULL,
  UNIQUE (gathering, participant)
) {strict};

CREATE TABLE inbound (
  id {uuid} PRIMARY KEY NOT NULL,
  event_id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL CONSTRAINT inbound_kind CHECK (kind IN ('reply', 'stop', 'automatic', 'unknown')),
  outbox {uuid} REFERENCES outbox (id),
  participant {uuid} REFERENCES participant (id),
  chain {uuid} REFERENCES chain (id),
  body {bytes},
  at {time} NOT NULL,
  read_at {time},
  read_by {uuid} REFERENCES organiser (id)
) {strict};
CREATE INDEX inbound_of_chain ON inbound (chain, at);

ALTER TABLE insight ADD COLUMN by_initiator {flag} NOT NULL DEFAULT FALSE;
ALTER TABLE chain_language ADD COLUMN help TEXT NOT NULL DEFAULT '';
ALTER TABLE chain_language ADD COLUMN young TEXT NOT NULL DEFAULT '';
ALTER TABLE participant ADD COLUMN told_at {time};
CREATE INDEX participant_waiting ON participant (chain, waiting_since) WHERE waiting_since IS NOT NULL;
CREATE INDEX nomination_open ON nomination (chain, made_at) WHERE used_at IS NULL AND dropped_at IS NULL;

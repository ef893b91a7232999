CREATE TABLE step_clock (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  conversation {uuid},
  participant {uuid},
  step TEXT NOT NULL CONSTRAINT step_clock_step CHECK (step IN ('start', 'answer', 'contact', 'write', 'pass_on')),
  since {time} NOT NULL,
  reminders INTEGER NOT NULL CONSTRAINT step_clock_two_at_most CHECK (reminders BETWEEN 0 AND 2),
  reminded_at {time},
  reminded_by {uuid} REFERENCES organiser (id),
  paused_until {time},
  FOREIGN KEY (conversation, chain) REFERENCES conversation (id, chain),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain),
  CONSTRAINT step_clock_of_one CHECK ((conversation IS NULL) <> (participant IS NULL))
) {strict};
CREATE UNIQUE INDEX step_clock_of_link ON step_clock (conversation, step, since) WHERE conversation IS NOT NULL;
CREATE UNIQUE INDEX step_clock_of_person ON step_clock (participant, step, since) WHERE participant IS NOT NULL;
CREATE INDEX step_clock_of_chain ON step_clock (chain);

CREATE TABLE note (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  kind TEXT NOT NULL CONSTRAINT note_kind CHECK (kind IN ('note', 'talked', 'no_answer', 'left_message')),
  text {bytes},
  at {time} NOT NULL,
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain)
) {strict};
CREATE INDEX note_of ON note (participant, at);

CREATE TABLE saved_template (
  id {uuid} PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  about TEXT NOT NULL,
  body {json} NOT NULL,
  made_by {uuid} NOT NULL REFERENCES organiser (id),
  host {uuid} NOT NULL REFERENCES host (id),
  made_at {time} NOT NULL,
  removed_at {time}
) {strict};

CREATE TABLE sheet (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  file TEXT NOT NULL,
  body {bytes},
  made_at {time} NOT NULL,
  used_at {time}
) {strict};
CREATE INDEX sheet_of_chain ON sheet (chain, made_at);

ALTER TABLE membership ADD COLUMN morning {flag} NOT NULL DEFAULT TRUE;
CREATE INDEX audit_of_object ON audit (object_id, at);
CREATE INDEX outbox_kind ON outbox (chain, kind);

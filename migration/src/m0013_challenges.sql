CREATE TABLE challenge (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  action {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  text TEXT NOT NULL,
  readable {flag} NOT NULL,
  source TEXT NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  made_at {time} NOT NULL,
  edition INTEGER NOT NULL,
  answer TEXT,
  done TEXT CONSTRAINT challenge_done CHECK (done IN ('changed', 'kept')),
  shown {flag} NOT NULL,
  answered_at {time},
  answered_by {uuid} REFERENCES organiser (id),
  corrected_at {time},
  ended_at {time},
  ended_why TEXT CONSTRAINT challenge_ended_why CHECK (ended_why IN ('taken_back', 'closed', 'left')),
  CONSTRAINT challenge_answered CHECK (
    (answered_at IS NULL) = (answer IS NULL)
    AND (answered_at IS NULL) = (done IS NULL)
    AND (answered_at IS NULL) = (answered_by IS NULL)
  ),
  CONSTRAINT challenge_corrected CHECK (corrected_at IS NULL OR answered_at IS NOT NULL),
  CONSTRAINT challenge_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  CONSTRAINT challenge_ended_unanswered CHECK (ended_at IS NULL OR answered_at IS NULL),
  FOREIGN KEY (action, chain) REFERENCES action (id, chain),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain)
) {strict};
CREATE UNIQUE INDEX challenge_one_open ON challenge (action, participant)
  WHERE answered_at IS NULL AND ended_at IS NULL;
CREATE INDEX challenge_of ON challenge (participant);
CREATE INDEX challenge_in ON challenge (chain, action);

CREATE TABLE backup_run (
  day TEXT PRIMARY KEY NOT NULL,
  began_at {time} NOT NULL,
  ended_at {time},
  file TEXT,
  bytes {big},
  error TEXT,
  CONSTRAINT backup_run_ended CHECK (ended_at IS NULL OR (file IS NULL) <> (error IS NULL))
) {strict};

CREATE TABLE mail_pause (
  name TEXT PRIMARY KEY NOT NULL,
  since {time} NOT NULL,
  why TEXT NOT NULL CONSTRAINT mail_pause_why CHECK (why IN ('restored', 'asked'))
) {strict};

CREATE INDEX participant_stopped ON participant (stopped_at) WHERE stopped_at IS NOT NULL;
CREATE INDEX insight_struck ON insight (struck_at) WHERE struck_at IS NOT NULL;
CREATE INDEX insight_withdrawn ON insight (withdrawn_at) WHERE withdrawn_at IS NOT NULL;
CREATE INDEX insight_not_quoted ON insight (checked_at) WHERE quote = 'none' AND checked_at IS NOT NULL;
CREATE INDEX suppression_made ON suppression (made_at);
CREATE INDEX erasure_ledger_at ON erasure_ledger (at);

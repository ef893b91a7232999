ALTER TABLE organiser ADD COLUMN number_keys {flag} NOT NULL DEFAULT FALSE;
ALTER TABLE insight ADD COLUMN hidden {json};
ALTER TABLE theme ADD COLUMN split_from {uuid};

CREATE TABLE sort_step (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  insight {uuid} NOT NULL,
  added {json} NOT NULL,
  removed {json} NOT NULL,
  skipped {flag} NOT NULL,
  at {time} NOT NULL,
  undone_at {time},
  FOREIGN KEY (insight, chain) REFERENCES insight (id, chain)
) {strict};
CREATE INDEX sort_step_of ON sort_step (chain, organiser, at);

CREATE TABLE theme_event (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  theme {uuid} NOT NULL,
  other {uuid},
  act TEXT NOT NULL CONSTRAINT theme_event_act CHECK (act IN ('made', 'named', 'merged', 'apart', 'split', 'nested', 'removed')),
  name TEXT NOT NULL,
  meaning TEXT NOT NULL,
  points {json} NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL
) {strict};
CREATE INDEX theme_event_of ON theme_event (theme, at);
CREATE INDEX theme_event_other ON theme_event (other, at) WHERE other IS NOT NULL;

CREATE TABLE blind_sample (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  made_by {uuid} NOT NULL REFERENCES organiser (id),
  made_at {time} NOT NULL,
  closed_at {time},
  UNIQUE (id, chain)
) {strict};
CREATE INDEX blind_sample_of ON blind_sample (chain, made_at);

CREATE TABLE blind_point (
  id {uuid} PRIMARY KEY NOT NULL,
  sample {uuid} NOT NULL,
  chain {uuid} NOT NULL,
  insight {uuid} NOT NULL,
  position INTEGER NOT NULL,
  settled_by {uuid} REFERENCES organiser (id),
  settled_at {time},
  UNIQUE (sample, insight),
  FOREIGN KEY (sample, chain) REFERENCES blind_sample (id, chain),
  FOREIGN KEY (insight, chain) REFERENCES insight (id, chain)
) {strict};

CREATE TABLE blind_answer (
  id {uuid} PRIMARY KEY NOT NULL,
  sample {uuid} NOT NULL,
  insight {uuid} NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  themes {json} NOT NULL,
  at {time} NOT NULL,
  UNIQUE (sample, insight, organiser),
  FOREIGN KEY (sample, insight) REFERENCES blind_point (sample, insight)
) {strict};

CREATE TABLE group_passed (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  points {json} NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL
) {strict};
CREATE INDEX group_passed_of ON group_passed (chain, at);

CREATE TABLE kept_once (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  insight {uuid} NOT NULL UNIQUE,
  why TEXT NOT NULL CONSTRAINT kept_once_why CHECK (why <> ''),
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL,
  FOREIGN KEY (insight, chain) REFERENCES insight (id, chain)
) {strict};
CREATE INDEX kept_once_of ON kept_once (chain);

CREATE TABLE reach_question (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  what TEXT NOT NULL CONSTRAINT reach_question_what CHECK (what IN ('place', 'age', 'language', 'door', 'way', 'own')),
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  asked {flag} NOT NULL,
  position INTEGER NOT NULL,
  made_at {time} NOT NULL,
  retired_at {time},
  UNIQUE (id, chain)
) {strict};
CREATE UNIQUE INDEX reach_question_once ON reach_question (chain, what) WHERE what <> 'own' AND retired_at IS NULL;

CREATE TABLE reach_band (
  id {uuid} PRIMARY KEY NOT NULL,
  question {uuid} NOT NULL REFERENCES reach_question (id),
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  share INTEGER CONSTRAINT reach_band_share CHECK (share BETWEEN 0 AND 10000),
  position INTEGER NOT NULL,
  retired_at {time},
  UNIQUE (id, question),
  UNIQUE (question, key)
) {strict};

CREATE TABLE reach_answer (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  question {uuid} NOT NULL,
  band {uuid} NOT NULL,
  source TEXT NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  at {time} NOT NULL,
  UNIQUE (participant, question),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain),
  FOREIGN KEY (question, chain) REFERENCES reach_question (id, chain),
  FOREIGN KEY (band, question) REFERENCES reach_band (id, question)
) {strict};
CREATE INDEX reach_answer_of ON reach_answer (chain, question, band);

CREATE INDEX coding_of_insight ON coding (chain, insight);
CREATE INDEX theme_merged ON theme (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX theme_parts ON theme (parent) WHERE parent IS NOT NULL;

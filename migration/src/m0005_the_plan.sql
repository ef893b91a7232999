ALTER TABLE action ADD COLUMN edition INTEGER NOT NULL DEFAULT 1;
ALTER TABLE action ADD COLUMN cost {big} CONSTRAINT action_cost CHECK (cost >= 0);
ALTER TABLE action ADD COLUMN removed_at {time};

CREATE TABLE action_step (
  id {uuid} PRIMARY KEY NOT NULL,
  action {uuid} NOT NULL REFERENCES action (id),
  position INTEGER NOT NULL,
  text TEXT NOT NULL CONSTRAINT action_step_says_something CHECK (text <> ''),
  done_at {time},
  made_at {time} NOT NULL
) {strict};
CREATE INDEX action_step_of ON action_step (action, position);

CREATE TABLE action_change (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  action {uuid} NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  what TEXT NOT NULL,
  changes {json} NOT NULL,
  at {time} NOT NULL,
  FOREIGN KEY (action, chain) REFERENCES action (id, chain)
) {strict};
CREATE INDEX action_change_of ON action_change (action, at);

CREATE TABLE news (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  action {uuid} NOT NULL,
  text TEXT NOT NULL CONSTRAINT news_says_something CHECK (text <> ''),
  happened_on TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  told INTEGER NOT NULL CONSTRAINT news_told CHECK (told >= 0),
  made_by {uuid} NOT NULL REFERENCES organiser (id),
  made_at {time} NOT NULL,
  taken_back_at {time},
  FOREIGN KEY (action, chain) REFERENCES action (id, chain)
) {strict};
CREATE INDEX news_of ON news (chain, made_at);
CREATE INDEX news_of_action ON news (action, happened_on);

CREATE TABLE round (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  n INTEGER NOT NULL,
  budget {big} CONSTRAINT round_budget CHECK (budget BETWEEN 0 AND 1000000000000),
  utility TEXT NOT NULL CONSTRAINT round_utility CHECK (utility IN ('cost', 'count')),
  closes_on TEXT NOT NULL,
  opened_by {uuid} NOT NULL REFERENCES organiser (id),
  opened_at {time} NOT NULL,
  closed_at {time},
  UNIQUE (id, chain),
  UNIQUE (chain, n)
) {strict};
CREATE UNIQUE INDEX round_open_once ON round (chain) WHERE closed_at IS NULL;

CREATE TABLE card (
  id {uuid} PRIMARY KEY NOT NULL,
  round {uuid} NOT NULL,
  chain {uuid} NOT NULL,
  action {uuid} NOT NULL,
  position INTEGER NOT NULL,
  now TEXT NOT NULL,
  towards TEXT NOT NULL,
  cost {big} CONSTRAINT card_cost CHECK (cost >= 0),
  UNIQUE (id, round),
  UNIQUE (round, action),
  FOREIGN KEY (round, chain) REFERENCES round (id, chain),
  FOREIGN KEY (action, chain) REFERENCES action (id, chain)
) {strict};

CREATE TABLE vote (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  round {uuid} NOT NULL,
  card {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  choice TEXT NOT NULL CONSTRAINT vote_choice CHECK (choice IN ('agree', 'pass', 'disagree')),
  source TEXT NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  at {time} NOT NULL,
  UNIQUE (card, participant),
  FOREIGN KEY (card, round) REFERENCES card (id, round),
  FOREIGN KEY (round, chain) REFERENCES round (id, chain),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain)
) {strict};
CREATE INDEX vote_of ON vote (round, participant);

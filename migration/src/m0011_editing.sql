ALTER TABLE chain_language ADD COLUMN plan_edition INTEGER NOT NULL DEFAULT 0;

CREATE TABLE unsaved (
  id {uuid} PRIMARY KEY NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id) ON DELETE CASCADE,
  chain {uuid} NOT NULL REFERENCES chain (id),
  form TEXT NOT NULL CONSTRAINT unsaved_form CHECK (form IN ('action', 'new_action', 'head')),
  action {uuid},
  edition INTEGER NOT NULL,
  body {json} NOT NULL,
  version INTEGER NOT NULL,
  saved_at {time},
  seen_at {time},
  changed_at {time} NOT NULL,
  FOREIGN KEY (action, chain) REFERENCES action (id, chain) ON DELETE CASCADE,
  CONSTRAINT unsaved_of_an_action CHECK ((form = 'action') = (action IS NOT NULL))
) {strict};
CREATE UNIQUE INDEX unsaved_once_an_action ON unsaved (organiser, action) WHERE action IS NOT NULL;
CREATE UNIQUE INDEX unsaved_once_a_chain ON unsaved (organiser, chain, form) WHERE action IS NULL;
CREATE INDEX unsaved_seen ON unsaved (chain, seen_at);
CREATE INDEX unsaved_of_action ON unsaved (action);
CREATE INDEX unsaved_old ON unsaved (changed_at);

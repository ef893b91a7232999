CREATE TABLE proposal (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  now TEXT NOT NULL,
  towards TEXT NOT NULL,
  who TEXT CONSTRAINT proposal_who CHECK (who IN ('ourselves', 'with_help', 'others')),
  edition INTEGER NOT NULL,
  source TEXT NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  made_at {time} NOT NULL,
  taken_back_at {time},
  decided_at {time},
  decided_by {uuid} REFERENCES organiser (id),
  outcome TEXT CONSTRAINT proposal_outcome CHECK (outcome IN ('taken', 'joined', 'declined')),
  reason TEXT NOT NULL,
  action {uuid},
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain),
  FOREIGN KEY (action, chain) REFERENCES action (id, chain),
  CONSTRAINT proposal_decided CHECK ((decided_at IS NULL) = (outcome IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
  CONSTRAINT proposal_leads_to CHECK ((action IS NOT NULL) = (outcome IS NOT NULL AND outcome <> 'declined')),
  CONSTRAINT proposal_one_end CHECK (taken_back_at IS NULL OR decided_at IS NULL)
) {strict};
CREATE INDEX proposal_in ON proposal (chain, made_at);
CREATE INDEX proposal_of ON proposal (participant);
CREATE INDEX proposal_became ON proposal (action);

CREATE TABLE proposal_point (
  id {uuid} PRIMARY KEY NOT NULL,
  proposal {uuid} NOT NULL REFERENCES proposal (id) ON DELETE CASCADE,
  insight {uuid} NOT NULL REFERENCES insight (id) ON DELETE CASCADE
) {strict};
CREATE UNIQUE INDEX proposal_point_once ON proposal_point (proposal, insight);
CREATE INDEX proposal_point_of ON proposal_point (insight);

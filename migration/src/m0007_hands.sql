CREATE TABLE pledge (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  action {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  text TEXT NOT NULL,
  source TEXT NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  made_at {time} NOT NULL,
  taken_back_at {time},
  FOREIGN KEY (action, chain) REFERENCES action (id, chain),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain)
) {strict};
CREATE UNIQUE INDEX pledge_one_live ON pledge (action, participant) WHERE taken_back_at IS NULL;
CREATE INDEX pledge_of ON pledge (participant);
CREATE INDEX pledge_in ON pledge (chain, action);

CREATE TABLE action_owner (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  action {uuid} NOT NULL,
  participant {uuid} NOT NULL,
  asked_by {uuid} NOT NULL REFERENCES organiser (id),
  asked_at {time} NOT NULL,
  agreed_at {time},
  shown TEXT CONSTRAINT action_owner_shown CHECK (shown IN ('first_name', 'neighbour')),
  source TEXT,
  entered_by {uuid} REFERENCES organiser (id),
  ended_at {time},
  ended_why TEXT CONSTRAINT action_owner_ended_why CHECK (ended_why IN ('no', 'stepped_down', 'taken_back', 'left')),
  CONSTRAINT action_owner_shown_after_yes CHECK ((agreed_at IS NULL) = (shown IS NULL)),
  CONSTRAINT action_owner_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  FOREIGN KEY (action, chain) REFERENCES action (id, chain),
  FOREIGN KEY (participant, chain) REFERENCES participant (id, chain)
) {strict};
CREATE UNIQUE INDEX action_owner_one ON action_owner (action) WHERE ended_at IS NULL;
CREATE INDEX action_owner_of ON action_owner (participant);
CREATE INDEX action_owner_in ON action_owner (chain, action);

CREATE TABLE introduction (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  one {uuid} NOT NULL,
  other {uuid} NOT NULL,
  why TEXT NOT NULL,
  proposed_by {uuid} NOT NULL REFERENCES organiser (id),
  proposed_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  one_yes_at {time},
  one_contact {bytes},
  one_source TEXT,
  one_entered_by {uuid} REFERENCES organiser (id),
  one_seen_at {time},
  other_yes_at {time},
  other_contact {bytes},
  other_source TEXT,
  other_entered_by {uuid} REFERENCES organiser (id),
  other_seen_at {time},
  made_at {time},
  ended_at {time},
  ended_why TEXT CONSTRAINT introduction_ended_why
    CHECK (ended_why IN ('not_this_time', 'expired', 'taken_back', 'left')),
  CONSTRAINT introduction_two_people CHECK (one < other),
  CONSTRAINT introduction_made_by_two_yeses
    CHECK (made_at IS NULL OR (one_yes_at IS NOT NULL AND other_yes_at IS NOT NULL)),
  CONSTRAINT introduction_details_after_yes
    CHECK ((one_contact IS NULL OR one_yes_at IS NOT NULL) AND (other_contact IS NULL OR other_yes_at IS NOT NULL)),
  CONSTRAINT introduction_seen_when_made
    CHECK (made_at IS NOT NULL OR (one_seen_at IS NULL AND other_seen_at IS NULL)),
  CONSTRAINT introduction_details_end
    CHECK (ended_at IS NULL OR (one_contact IS NULL AND other_contact IS NULL)),
  CONSTRAINT introduction_no_is_nobodys
    CHECK (ended_at IS NULL OR made_at IS NOT NULL OR (one_yes_at IS NULL AND other_yes_at IS NULL)),
  CONSTRAINT introduction_ended CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  FOREIGN KEY (one, chain) REFERENCES participant (id, chain),
  FOREIGN KEY (other, chain) REFERENCES participant (id, chain)
) {strict};
CREATE UNIQUE INDEX introduction_one_live ON introduction (one, other) WHERE ended_at IS NULL;
CREATE INDEX introduction_of_other ON introduction (other);
CREATE INDEX introduction_in ON introduction (chain, proposed_at);
CREATE INDEX introduction_due ON introduction (expires_at) WHERE ended_at IS NULL;

CREATE TABLE no_match (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  offer {uuid} NOT NULL REFERENCES insight (id) ON DELETE CASCADE,
  need {uuid} REFERENCES insight (id) ON DELETE CASCADE,
  action {uuid},
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL,
  CONSTRAINT no_match_of_two CHECK ((need IS NULL) <> (action IS NULL)),
  FOREIGN KEY (action, chain) REFERENCES action (id, chain)
) {strict};
CREATE UNIQUE INDEX no_match_need ON no_match (offer, need) WHERE need IS NOT NULL;
CREATE UNIQUE INDEX no_match_action ON no_match (offer, action) WHERE action IS NOT NULL;
CREATE INDEX no_match_in ON no_match (chain);

CREATE TABLE organiser (
  id {uuid} PRIMARY KEY NOT NULL,
  email {bytes} NOT NULL,
  email_index {bytes} NOT NULL UNIQUE,
  name TEXT NOT NULL,
  made_at {time} NOT NULL
) {strict};

CREATE TABLE host (
  id {uuid} PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  time_zone TEXT NOT NULL,
  language TEXT NOT NULL,
  contact {json} NOT NULL,
  safeguarding {uuid} REFERENCES organiser (id),
  made_at {time} NOT NULL
) {strict};

CREATE TABLE chain (
  id {uuid} PRIMARY KEY NOT NULL,
  host {uuid} NOT NULL REFERENCES host (id),
  slug TEXT NOT NULL UNIQUE,
  template TEXT NOT NULL,
  language TEXT NOT NULL,
  turn_limit INTEGER NOT NULL CONSTRAINT chain_turn_limit CHECK (turn_limit BETWEEN 1 AND 3),
  rules {json} NOT NULL,
  sensitive {flag} NOT NULL,
  version INTEGER NOT NULL,
  made_at {time} NOT NULL,
  opened_at {time},
  paused_at {time},
  closed_at {time}
) {strict};

CREATE TABLE membership (
  id {uuid} PRIMARY KEY NOT NULL,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  host {uuid} REFERENCES host (id),
  chain {uuid} REFERENCES chain (id),
  role TEXT NOT NULL CONSTRAINT membership_role CHECK (role IN ('owner', 'organiser', 'coder', 'reader')),
  made_at {time} NOT NULL,
  CONSTRAINT membership_of_one CHECK ((host IS NULL) <> (chain IS NULL))
) {strict};
CREATE UNIQUE INDEX membership_once_a_host ON membership (organiser, host) WHERE host IS NOT NULL;
CREATE UNIQUE INDEX membership_once_a_chain ON membership (organiser, chain) WHERE chain IS NOT NULL;

CREATE TABLE sign_in (
  id {uuid} PRIMARY KEY NOT NULL,
  organiser {uuid} REFERENCES organiser (id),
  email_index {bytes} NOT NULL,
  cookie_hash {bytes} NOT NULL UNIQUE,
  code_hash {bytes} NOT NULL,
  tries INTEGER NOT NULL CONSTRAINT sign_in_tries CHECK (tries BETWEEN 0 AND 5),
  made_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  used_at {time}
) {strict};
CREATE INDEX sign_in_recent ON sign_in (email_index, made_at);

CREATE TABLE session (
  id {uuid} PRIMARY KEY NOT NULL,
  id_hash {bytes} NOT NULL UNIQUE,
  organiser {uuid} NOT NULL REFERENCES organiser (id),
  browser TEXT NOT NULL,
  made_at {time} NOT NULL,
  idle_until {time} NOT NULL,
  ends_at {time} NOT NULL,
  revoked_at {time}
) {strict};
CREATE INDEX session_of ON session (organiser);

CREATE TABLE audit (
  id {uuid} PRIMARY KEY NOT NULL,
  at {time} NOT NULL,
  actor_kind TEXT NOT NULL CONSTRAINT audit_actor CHECK (actor_kind IN ('organiser', 'participant', 'system')),
  actor_id {uuid},
  act TEXT NOT NULL,
  object_id {uuid},
  chain {uuid} REFERENCES chain (id)
) {strict};
CREATE INDEX audit_of_chain ON audit (chain, at);

CREATE TABLE chain_language (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  lang TEXT NOT NULL,
  name TEXT NOT NULL,
  topic TEXT NOT NULL,
  purpose TEXT NOT NULL,
  plan_title TEXT NOT NULL,
  plan_intro TEXT NOT NULL,
  UNIQUE (chain, lang)
) {strict};

CREATE TABLE prompt (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CONSTRAINT prompt_kind CHECK (kind IN ('strength', 'need', 'idea', 'offer')),
  retired_at {time},
  UNIQUE (id, chain)
) {strict};
CREATE INDEX prompt_of_chain ON prompt (chain, position);

CREATE TABLE prompt_text (
  id {uuid} PRIMARY KEY NOT NULL,
  prompt {uuid} NOT NULL REFERENCES prompt (id),
  lang TEXT NOT NULL,
  text TEXT NOT NULL,
  hint TEXT NOT NULL,
  UNIQUE (prompt, lang)
) {strict};

CREATE TABLE participant (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  parent {uuid},
  branch {uuid},
  depth INTEGER,
  depth_above INTEGER,
  door TEXT NOT NULL CONSTRAINT participant_door CHECK (door IN ('starter', 'nominated', 'pool', 'letter')),
  language TEXT NOT NULL,
  name TEXT,
  email {bytes},
  phone {bytes},
  email_index {bytes},
  prefs {bytes},
  entered_by {uuid} REFERENCES organiser (id),
  source TEXT NOT NULL,
  joined_at {time} NOT NULL,
  waiting_since {time},
  agreed_at {time},
  finished_at {time},
  bounced_at {time},
  stopped_at {time},
  erased_at {time},
  UNIQUE (id, chain),
  UNIQUE (id, branch, depth),
  CONSTRAINT i3_parent_in_chain FOREIGN KEY (parent, chain) REFERENCES participant (id, chain),
  CONSTRAINT i3_branch_and_depth FOREIGN KEY (parent, branch, depth_above) REFERENCES participant (id, branch, depth),
  CONSTRAINT i3_place CHECK (
    (parent IS NULL AND branch IS NOT NULL AND branch = id AND depth IS NOT NULL AND depth = 0 AND depth_above IS NULL)
    OR (parent IS NOT NULL AND branch IS NOT NULL AND depth IS NOT NULL AND depth_above IS NOT NULL AND depth_above >= 0 AND depth = depth_above + 1)
    OR (parent IS NULL AND branch IS NULL AND depth IS NULL AND depth_above IS NULL AND door IN ('pool', 'letter'))
  ),
  CONSTRAINT i7_erased CHECK (erased_at IS NULL OR (name IS NULL AND email IS NULL AND phone IS NULL AND prefs IS NULL))
) {strict};
CREATE UNIQUE INDEX participant_address_once ON participant (chain, email_index) WHERE email_index IS NOT NULL AND erased_at IS NULL;
CREATE INDEX participant_by_address ON participant (email_index, joined_at);
CREATE INDEX participant_children ON participant (parent);
CREATE INDEX participant_of_branch ON participant (chain, branch, depth);

CREATE TABLE link (
  id {uuid} PRIMARY KEY NOT NULL,
  participant {uuid} NOT NULL REFERENCES participant (id),
  kind TEXT NOT NULL CONSTRAINT link_kind CHECK (kind IN ('act', 'stop', 'report')),
  generation INTEGER NOT NULL,
  token_hash {bytes} NOT NULL UNIQUE,
  code_index {bytes} UNIQUE,
  made_at {time} NOT NULL,
  ends_at {time},
  revoked_at {time},
  UNIQUE (participant, kind, generation)
) {strict};
CREATE UNIQUE INDEX link_one_live_a_kind ON link (participant, kind) WHERE revoked_at IS NULL;

CREATE TABLE nomination (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL,
  initiator {uuid} NOT NULL,
  turn INTEGER NOT NULL CONSTRAINT nomination_turn CHECK (turn BETWEEN 1 AND 3),
  rank INTEGER NOT NULL CONSTRAINT nomination_rank CHECK (rank IN (1, 2)),
  way TEXT NOT NULL CONSTRAINT nomination_way CHECK (way IN ('email', 'by_self', 'pool', 'organiser')),
  name TEXT,
  address {bytes},
  language TEXT NOT NULL,
  note {bytes},
  asked_wording TEXT,
  made_at {time} NOT NULL,
  used_at {time},
  dropped_at {time},
  FOREIGN KEY (initiator, chain) REFERENCES participant (id, chain)
) {strict};
CREATE UNIQUE INDEX nomination_one_a_rank ON nomination (initiator, turn, rank) WHERE dropped_at IS NULL;

CREATE TABLE conversation (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  initiator {uuid} NOT NULL,
  partner {uuid} NOT NULL,
  nomination {uuid} REFERENCES nomination (id),
  turn INTEGER NOT NULL CONSTRAINT i6_turn CHECK (turn BETWEEN 1 AND 3),
  way TEXT NOT NULL CONSTRAINT conversation_way CHECK (way IN ('email', 'by_self', 'pool', 'organiser')),
  invited_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  forget_at {time} NOT NULL,
  agreed_at {time},
  contacted_at {time},
  recorded_at {time},
  shown_at {time},
  checked_at {time},
  nothing_kept {flag} NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  source TEXT NOT NULL,
  happened_on TEXT,
  ended_at {time},
  ended_why TEXT CONSTRAINT conversation_why CHECK (ended_why IN ('declined', 'lapsed', 'organiser', 'initiator', 'partner', 'undone')),
  FOREIGN KEY (initiator, chain) REFERENCES participant (id, chain),
  FOREIGN KEY (partner, chain) REFERENCES participant (id, chain),
  UNIQUE (id, chain),
  CONSTRAINT i3_not_oneself CHECK (initiator <> partner),
  CONSTRAINT conversation_ended_says_why CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  CONSTRAINT conversation_contacted_after_yes CHECK (contacted_at IS NULL OR agreed_at IS NOT NULL),
  CONSTRAINT conversation_recorded_after_yes CHECK (recorded_at IS NULL OR agreed_at IS NOT NULL),
  CONSTRAINT conversation_checked_after_record CHECK (checked_at IS NULL OR recorded_at IS NOT NULL)
) {strict};
CREATE UNIQUE INDEX i1_one_live_contact ON conversation (partner) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX i6_one_live_outgoing ON conversation (initiator) WHERE ended_at IS NULL AND recorded_at IS NULL;
CREATE UNIQUE INDEX i6_one_a_turn ON conversation (initiator, turn) WHERE ended_at IS NULL;
CREATE INDEX conversation_of_chain ON conversation (chain, invited_at);
CREATE INDEX conversation_of_partner ON conversation (partner);

CREATE TABLE reveal (
  id {uuid} PRIMARY KEY NOT NULL,
  conversation {uuid} NOT NULL REFERENCES conversation (id),
  by_kind TEXT NOT NULL CONSTRAINT reveal_by CHECK (by_kind IN ('initiator', 'organiser')),
  by_id {uuid} NOT NULL,
  at {time} NOT NULL
) {strict};
CREATE INDEX reveal_of ON reveal (conversation);

CREATE TABLE draft (
  id {uuid} PRIMARY KEY NOT NULL,
  conversation {uuid} NOT NULL REFERENCES conversation (id),
  prompt {uuid} NOT NULL REFERENCES prompt (id),
  version INTEGER NOT NULL,
  body {json} NOT NULL,
  skipped {flag} NOT NULL,
  saved_at {time} NOT NULL,
  UNIQUE (conversation, prompt)
) {strict};

CREATE TABLE submission (
  id {uuid} PRIMARY KEY NOT NULL,
  actor {uuid} NOT NULL,
  nonce TEXT NOT NULL,
  result TEXT NOT NULL,
  at {time} NOT NULL,
  UNIQUE (actor, nonce)
) {strict};

CREATE TABLE insight (
  id {uuid} PRIMARY KEY NOT NULL,
  conversation {uuid} NOT NULL,
  chain {uuid} NOT NULL,
  branch {uuid} NOT NULL REFERENCES participant (id),
  prompt {uuid} NOT NULL,
  position INTEGER NOT NULL,
  kind TEXT NOT NULL CONSTRAINT insight_kind CHECK (kind IN ('strength', 'need', 'idea', 'offer')),
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  public_text TEXT,
  stance TEXT CONSTRAINT insight_stance CHECK (stance IN ('for', 'mixed', 'against')),
  quote TEXT CONSTRAINT insight_quote CHECK (quote IN ('none', 'no_name', 'first_name')),
  private {flag} NOT NULL,
  made_at {time} NOT NULL,
  checked_at {time},
  struck_at {time},
  withdrawn_at {time},
  FOREIGN KEY (conversation, chain) REFERENCES conversation (id, chain),
  FOREIGN KEY (prompt, chain) REFERENCES prompt (id, chain),
  UNIQUE (id, chain),
  CONSTRAINT i4_quoted_only_if_checked CHECK (quote IS NULL OR checked_at IS NOT NULL)
) {strict};
CREATE INDEX insight_of_conversation ON insight (conversation, prompt, position);
CREATE INDEX insight_of_chain ON insight (chain, made_at);

CREATE TABLE insight_version (
  id {uuid} PRIMARY KEY NOT NULL,
  insight {uuid} NOT NULL REFERENCES insight (id),
  n INTEGER NOT NULL,
  text TEXT NOT NULL,
  by_id {uuid} NOT NULL REFERENCES participant (id),
  entered_by {uuid} REFERENCES organiser (id),
  at {time} NOT NULL,
  UNIQUE (insight, n)
) {strict};

CREATE TABLE consent (
  id {uuid} PRIMARY KEY NOT NULL,
  participant {uuid} NOT NULL REFERENCES participant (id),
  what TEXT NOT NULL CONSTRAINT consent_what CHECK (what IN ('contact', 'words', 'adult', 'meet', 'asked_nominee')),
  wording_hash {bytes} NOT NULL,
  version INTEGER NOT NULL,
  language TEXT NOT NULL,
  by_id {uuid} NOT NULL,
  entered_by {uuid} REFERENCES organiser (id),
  source TEXT NOT NULL,
  given_at {time} NOT NULL,
  withdrawn_at {time}
) {strict};
CREATE INDEX consent_of ON consent (participant);

CREATE TABLE suppression (
  id {uuid} PRIMARY KEY NOT NULL,
  address_hmac {bytes} NOT NULL UNIQUE,
  reason TEXT NOT NULL CONSTRAINT suppression_reason CHECK (reason IN ('asked', 'complaint', 'bounced')),
  made_at {time} NOT NULL,
  until {time}
) {strict};

CREATE TABLE outbox (
  id {uuid} PRIMARY KEY NOT NULL,
  idempotency_key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  recipient {bytes},
  recipient_index {bytes} NOT NULL,
  chain {uuid} REFERENCES chain (id),
  participant {uuid} REFERENCES participant (id),
  conversation {uuid} REFERENCES conversation (id),
  sign_in {uuid} REFERENCES sign_in (id),
  link {uuid} REFERENCES link (id),
  generation INTEGER,
  language TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  made_at {time} NOT NULL,
  next_attempt_at {time} NOT NULL,
  attempts INTEGER NOT NULL,
  claim_token {uuid},
  lease_until {time},
  transmitting_at {time},
  in_doubt_at {time},
  sent_at {time},
  failed_at {time},
  held_at {time},
  cancelled_at {time},
  expired_at {time},
  last_reply TEXT
) {strict};
CREATE INDEX i5_outbox_due ON outbox (next_attempt_at) WHERE sent_at IS NULL AND failed_at IS NULL AND held_at IS NULL AND cancelled_at IS NULL AND expired_at IS NULL;
CREATE INDEX outbox_of_chain ON outbox (chain, made_at);
CREATE INDEX outbox_of_participant ON outbox (participant);
CREATE INDEX outbox_of_conversation ON outbox (conversation);

CREATE TABLE attempt (
  id {uuid} PRIMARY KEY NOT NULL,
  outbox {uuid} NOT NULL REFERENCES outbox (id),
  at {time} NOT NULL,
  phase TEXT NOT NULL,
  code INTEGER
) {strict};
CREATE INDEX attempt_of ON attempt (outbox);

CREATE TABLE worker_lease (
  name TEXT PRIMARY KEY NOT NULL,
  owner {uuid} NOT NULL,
  until {time} NOT NULL
) {strict};

CREATE TABLE theme (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  parent {uuid},
  name TEXT NOT NULL,
  meaning TEXT NOT NULL,
  position INTEGER NOT NULL,
  merged_into {uuid},
  made_at {time} NOT NULL,
  UNIQUE (id, chain),
  FOREIGN KEY (parent, chain) REFERENCES theme (id, chain),
  FOREIGN KEY (merged_into, chain) REFERENCES theme (id, chain),
  CONSTRAINT theme_not_in_itself CHECK (parent <> id AND merged_into <> id)
) {strict};
CREATE UNIQUE INDEX theme_name_once ON theme (chain, name) WHERE merged_into IS NULL;

CREATE TABLE coding (
  id {uuid} PRIMARY KEY NOT NULL,
  insight {uuid} NOT NULL,
  theme {uuid} NOT NULL,
  coder {uuid} NOT NULL REFERENCES organiser (id),
  stance TEXT CONSTRAINT coding_stance CHECK (stance IN ('for', 'mixed', 'against')),
  at {time} NOT NULL,
  chain {uuid} NOT NULL,
  branch {uuid} NOT NULL,
  conversation {uuid} NOT NULL,
  FOREIGN KEY (insight, chain) REFERENCES insight (id, chain),
  FOREIGN KEY (theme, chain) REFERENCES theme (id, chain),
  UNIQUE (insight, theme, coder)
) {strict};
CREATE INDEX coding_evidence ON coding (chain, theme, branch, conversation);

CREATE TABLE action (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  position INTEGER NOT NULL,
  now TEXT NOT NULL,
  towards TEXT NOT NULL,
  who TEXT NOT NULL CONSTRAINT action_who CHECK (who IN ('ourselves', 'with_help', 'others')),
  owner TEXT NOT NULL,
  by_when TEXT,
  measure TEXT NOT NULL,
  status TEXT NOT NULL CONSTRAINT action_status CHECK (status IN ('proposed', 'agreed', 'started', 'done', 'changed', 'wont_do')),
  reason TEXT NOT NULL,
  made_at {time} NOT NULL,
  UNIQUE (id, chain),
  CONSTRAINT action_refusal_has_a_reason CHECK (status NOT IN ('changed', 'wont_do') OR reason <> '')
) {strict};
CREATE INDEX action_of_chain ON action (chain, position);

CREATE TABLE action_evidence (
  id {uuid} PRIMARY KEY NOT NULL,
  action {uuid} NOT NULL REFERENCES action (id) ON DELETE CASCADE,
  theme {uuid} REFERENCES theme (id),
  insight {uuid} REFERENCES insight (id),
  made_at {time} NOT NULL,
  CONSTRAINT action_evidence_of_one CHECK ((theme IS NULL) <> (insight IS NULL))
) {strict};
CREATE UNIQUE INDEX action_rests_on_theme_once ON action_evidence (action, theme) WHERE theme IS NOT NULL;
CREATE UNIQUE INDEX action_rests_on_point_once ON action_evidence (action, insight) WHERE insight IS NOT NULL;

CREATE TABLE plan_version (
  id {uuid} PRIMARY KEY NOT NULL,
  chain {uuid} NOT NULL REFERENCES chain (id),
  n INTEGER NOT NULL,
  body {json} NOT NULL,
  what_changed TEXT NOT NULL,
  published_by {uuid} NOT NULL REFERENCES organiser (id),
  published_at {time} NOT NULL,
  UNIQUE (chain, n)
) {strict};

CREATE TABLE erasure_ledger (
  object_id {uuid} PRIMARY KEY NOT NULL,
  at {time} NOT NULL
) {strict};

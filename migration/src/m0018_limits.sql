ALTER TABLE outbox ADD COLUMN recipient_domain {bytes};
CREATE INDEX outbox_went ON outbox (transmitting_at) WHERE transmitting_at IS NOT NULL;
CREATE INDEX outbox_went_of_chain ON outbox (chain, transmitting_at) WHERE transmitting_at IS NOT NULL;
ALTER TABLE host ADD COLUMN released_at {time};
UPDATE host SET released_at = made_at;

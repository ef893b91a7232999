CREATE TABLE room (
  gathering {uuid} PRIMARY KEY NOT NULL REFERENCES gathering (id),
  chain {uuid} NOT NULL REFERENCES chain (id),
  public_at {time},
  entered_by {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL
) {strict};
CREATE INDEX room_of ON room (chain);

CREATE TABLE room_said (
  id {uuid} PRIMARY KEY NOT NULL,
  gathering {uuid} NOT NULL REFERENCES room (gathering),
  theme {uuid} REFERENCES theme (id) ON DELETE SET NULL,
  hands INTEGER CONSTRAINT room_said_hands CHECK (hands BETWEEN 0 AND 10000),
  note TEXT NOT NULL,
  entered_by {uuid} NOT NULL REFERENCES organiser (id),
  at {time} NOT NULL,
  CONSTRAINT room_said_something CHECK (hands IS NOT NULL OR note <> ''),
  UNIQUE (gathering, theme)
) {strict};
CREATE INDEX room_said_of ON room_said (theme);

CREATE TABLE chain_after (
  chain {uuid} PRIMARY KEY NOT NULL REFERENCES chain (id),
  follows {uuid} NOT NULL REFERENCES chain (id),
  made_by {uuid} NOT NULL REFERENCES organiser (id),
  made_at {time} NOT NULL,
  CONSTRAINT chain_after_another CHECK (chain <> follows)
) {strict};
CREATE INDEX chain_after_of ON chain_after (follows);

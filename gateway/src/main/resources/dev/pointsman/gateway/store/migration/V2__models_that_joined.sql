-- Models that joined a running gateway, in the words they were told in, so that they are there after a restart.

CREATE TABLE joined (
  model TEXT PRIMARY KEY,
  words TEXT NOT NULL -- JSON, as the request was; keys are names of environment variables
);

-- Models that joined a running gateway, in the words they were told in, so that they are there after a restart.

CREATE TABLE joined (
  model TEXT PRIMARY KEY,
  words TEXT NOT NULL -- JSON: the model as it was told, and the routers that it serves; keys are names of environment variables
);

-- Whole numbers are 64 bits wide. Amounts are nano-dollars, times microseconds since 1970 (UTC), durations nanoseconds.

CREATE TABLE arm (
  id       ${whole} PRIMARY KEY,
  identity TEXT NOT NULL UNIQUE -- provider|base URL|upstream model
);

CREATE TABLE encoder (
  id          ${whole} PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE
);

CREATE TABLE decision (
  number              ${whole} PRIMARY KEY,
  id                  TEXT NOT NULL UNIQUE,
  time                ${whole} NOT NULL,
  router              TEXT, -- null: a model was asked for by its name
  policy              TEXT NOT NULL,
  cost_weight         DOUBLE PRECISION NOT NULL,
  cost_scale          ${whole} NOT NULL,
  max_exploration     DOUBLE PRECISION NOT NULL,
  encoder             ${whole} NOT NULL REFERENCES encoder (id),
  features            ${bytes} NOT NULL, -- single precision, little-endian
  candidates          TEXT NOT NULL, -- JSON: arm, model, listed, expected, quality, deviation, score, propensity
  excluded            TEXT, -- JSON: model, reason
  chosen              ${whole} NOT NULL REFERENCES arm (id),
  propensity          DOUBLE PRECISION NOT NULL,
  served              ${whole} REFERENCES arm (id),
  session             TEXT,
  tags                TEXT, -- JSON
  prompt              TEXT, -- kept only if the configuration asks for it
  key                 TEXT, -- name of the caller's key, where there are keys
  status              TEXT, -- null until the call has ended, and so on
  attempts            TEXT, -- JSON: model, status, cost, latency
  input_tokens        ${whole},
  cached_input_tokens ${whole},
  output_tokens       ${whole},
  reasoning_tokens    ${whole},
  usage_estimated     ${whole},
  cost                ${whole},
  latency             ${whole}
);

CREATE INDEX decision_time ON decision (time);

CREATE TABLE feedback (
  id          ${whole} PRIMARY KEY,
  decision    ${whole} NOT NULL REFERENCES decision (number) ON DELETE CASCADE,
  metric      TEXT NOT NULL,
  source      TEXT NOT NULL,
  feedback_id TEXT,
  value       DOUBLE PRECISION NOT NULL,
  time        ${whole} NOT NULL
);

CREATE INDEX feedback_decision ON feedback (decision);

-- What routers learn, in the order they learn it: state is the fold of these rows.
CREATE TABLE fact (
  sequence       ${whole} PRIMARY KEY,
  decision       ${whole} NOT NULL REFERENCES decision (number) ON DELETE CASCADE,
  kind           TEXT NOT NULL, -- served, rated, revised
  quality_before DOUBLE PRECISION,
  quality        DOUBLE PRECISION
);

CREATE INDEX fact_decision ON fact (decision);

CREATE TABLE checkpoint (
  router      TEXT NOT NULL,
  sequence    ${whole} NOT NULL, -- the last fact in it
  last_number ${whole} NOT NULL, -- the highest decision number of then
  time        ${whole} NOT NULL,
  state       ${bytes} NOT NULL,
  PRIMARY KEY (router, sequence)
);

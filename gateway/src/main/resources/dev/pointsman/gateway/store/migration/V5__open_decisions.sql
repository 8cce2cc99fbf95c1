-- Decisions that have not ended are closed at the next start; this finds them without reading the others.

CREATE INDEX decision_open ON decision (number) WHERE status IS NULL;

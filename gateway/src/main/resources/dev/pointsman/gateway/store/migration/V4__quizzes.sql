-- An answer of a quiz is paid for once and taught to every router that the model is to serve: the first stands in router.

ALTER TABLE decision ADD COLUMN also TEXT; -- JSON: names of the other routers that learn from it

-- Of candidates, "prior" and "judgements" are kept from now on, where the policy can say them.
-- What the caller weighed cost by, where the pace of a budget raised it; cost_weight is what was decided at.

ALTER TABLE decision ADD COLUMN asked_cost_weight REAL;

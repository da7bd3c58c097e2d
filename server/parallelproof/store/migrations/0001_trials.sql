-- What was tried, on what, and what came of it.

CREATE TABLE parallelproof.campaigns (
    id uuid PRIMARY KEY,
    ended_at timestamptz NOT NULL,
    elapsed_s double precision NOT NULL,
    is_complete boolean NOT NULL, -- false where somebody ended it
    version text NOT NULL, -- of ParallelProof
    host jsonb NOT NULL,
    settings jsonb NOT NULL,
    untried integer NOT NULL,
    notes jsonb NOT NULL
);
CREATE INDEX campaigns_ended_at_idx ON parallelproof.campaigns (ended_at);

CREATE TABLE parallelproof.units (
    campaign uuid NOT NULL REFERENCES parallelproof.campaigns ON DELETE CASCADE,
    number integer NOT NULL,
    project text NOT NULL, -- its root folder's name
    project_digest text NOT NULL, -- of the folder's whole path
    path text NOT NULL, -- within the project
    name text NOT NULL,
    language text NOT NULL,
    interpreter text, -- version of what runs the project's code
    source_digest text NOT NULL,
    reach_digest text, -- of all that the result rests on
    features jsonb NOT NULL,
    refused text, -- why the whole unit could not be judged
    PRIMARY KEY (campaign, number)
);
CREATE INDEX units_project_digest_path_idx ON parallelproof.units (project_digest, path);

CREATE TABLE parallelproof.trials (
    campaign uuid NOT NULL,
    unit integer NOT NULL,
    number integer NOT NULL, -- its rank among those of the unit, from 1
    strategy text NOT NULL,
    proposer text NOT NULL,
    pattern text,
    depth integer NOT NULL,
    why text NOT NULL,
    change jsonb NOT NULL,
    diff text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('win', 'candidate', 'counterexample', 'not-better', 'failed')),
    gain text CHECK (gain IN ('time', 'memory')),
    notable boolean,
    reason text, -- why it is no win
    speedup double precision,
    speedup_low double precision,
    baseline_s double precision,
    candidate_s double precision,
    evidence jsonb NOT NULL,
    measurement jsonb,
    counterexample jsonb,
    plan_features jsonb,
    PRIMARY KEY (campaign, unit, number),
    FOREIGN KEY (campaign, unit) REFERENCES parallelproof.units ON DELETE CASCADE
);
CREATE INDEX trials_outcome_idx ON parallelproof.trials (outcome);

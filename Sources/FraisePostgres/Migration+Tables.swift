extension Migration {
    // Key texts collate as bytes, as in the agent: the order is the same everywhere and comparing is cheap.
    static let tables = """
        CREATE TABLE @schema@.segment (
          archive uuid NOT NULL,
          segment bigint NOT NULL CHECK (segment >= 0),
          host text NOT NULL,
          run uuid NOT NULL,
          state text NOT NULL CHECK (state IN ('open', 'sealed')),
          last_commit bigint NOT NULL,
          resolution integer NOT NULL CHECK (resolution IN (60, 3600)),
          rows bigint NOT NULL DEFAULT 0,
          rows_outside bigint NOT NULL DEFAULT 0,
          head bytea CHECK (octet_length(head) = 32),
          superseded boolean NOT NULL DEFAULT false,
          published_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (archive, segment)
        );

        CREATE TABLE @schema@.operation_summary (
          archive uuid NOT NULL,
          segment bigint NOT NULL,
          host text COLLATE "C" NOT NULL,
          window_start timestamptz NOT NULL,
          window_seconds integer NOT NULL CHECK (window_seconds IN (60, 3600)),
          kind text COLLATE "C" NOT NULL,
          event_type text COLLATE "C" NOT NULL,
          operation_name text COLLATE "C" NOT NULL,
          count bigint NOT NULL CHECK (count >= 0),
          success_count bigint NOT NULL,
          error_count bigint NOT NULL,
          partial_error_count bigint NOT NULL,
          timeout_count bigint NOT NULL,
          denied_count bigint NOT NULL,
          slow_count bigint NOT NULL,
          duration_count bigint NOT NULL CHECK (duration_count >= 0),
          duration_sum_ns numeric(30,0) NOT NULL,
          duration_min_ns bigint,
          duration_max_ns bigint,
          rows_affected bigint NOT NULL,
          response_bytes bigint NOT NULL,
          sketch_index integer[] NOT NULL,
          sketch_count bigint[] NOT NULL,
          CHECK (cardinality(sketch_index) = cardinality(sketch_count)),
          PRIMARY KEY (window_start, window_seconds, archive, segment, kind, event_type, operation_name)
        ) PARTITION BY RANGE (window_start);

        CREATE INDEX operation_summary_segment ON @schema@.operation_summary (archive, segment);

        CREATE TABLE @schema@.server_event (
          archive uuid NOT NULL,
          segment bigint NOT NULL,
          ordinal bigint NOT NULL,
          host text NOT NULL,
          source text NOT NULL,
          occurred_at timestamptz NOT NULL,
          event_type text COLLATE "C" NOT NULL,
          severity text,
          error_code text,
          message text,
          duration_ns bigint,
          database text,
          db_user text,
          application_name text,
          pid integer,
          trace_id text,
          PRIMARY KEY (archive, segment, ordinal)
        );

        CREATE INDEX server_event_occurred_at ON @schema@.server_event (occurred_at);

        CREATE TABLE @schema@.health_transition (
          archive uuid NOT NULL,
          commit bigint NOT NULL,
          component text NOT NULL,
          from_status text NOT NULL,
          to_status text NOT NULL,
          reason text NOT NULL,
          changed_at timestamptz NOT NULL,
          PRIMARY KEY (archive, commit, component, changed_at)
        );

        CREATE INDEX health_transition_changed_at ON @schema@.health_transition (changed_at);

        CREATE TABLE @schema@.segment_head (
          archive uuid NOT NULL,
          segment bigint NOT NULL,
          head bytea NOT NULL CHECK (octet_length(head) = 32),
          recorded_at timestamptz NOT NULL DEFAULT now(),
          PRIMARY KEY (archive, segment, head)
        );

        CREATE TABLE @schema@.agent (
          archive uuid PRIMARY KEY,
          host text NOT NULL,
          version text NOT NULL,
          started timestamptz NOT NULL,
          last_seen timestamptz NOT NULL
        );
        """
}

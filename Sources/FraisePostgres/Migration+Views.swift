extension Migration {
    // The arithmetic is that of SketchBucket and DurationSketch, integer for integer: changing either without
    // the other makes the tables and the agent disagree.
    static let views = """
        CREATE TYPE @schema@.sketch AS (index integer[], count bigint[]);

        CREATE FUNCTION @schema@.sketch(index integer[], count bigint[]) RETURNS @schema@.sketch
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $fraise$ SELECT ROW($1, $2)::@schema@.sketch $fraise$;

        CREATE FUNCTION @schema@.sketch_merged(sketches @schema@.sketch[]) RETURNS @schema@.sketch
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
        AS $fraise$
        BEGIN
          -- Most windows come from one segment.
          IF cardinality(sketches) = 1 THEN
            RETURN sketches[1];
          END IF;
          RETURN (
            SELECT ROW(coalesce(array_agg(m.i ORDER BY m.i), '{}'), coalesce(array_agg(m.c ORDER BY m.i), '{}'))
              ::@schema@.sketch
            FROM (
              SELECT u.i, sum(u.c)::bigint AS c
              FROM unnest(sketches) AS s CROSS JOIN LATERAL unnest(s.index, s.count) AS u(i, c)
              GROUP BY u.i
            ) AS m);
        END
        $fraise$;

        CREATE AGGREGATE @schema@.sketch_merge(@schema@.sketch) (
          SFUNC = pg_catalog.array_append, STYPE = @schema@.sketch[], INITCOND = '{}',
          FINALFUNC = @schema@.sketch_merged);

        CREATE FUNCTION @schema@.bucket_middle_ns(bucket integer) RETURNS bigint
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        AS $fraise$
          SELECT CASE WHEN $1 < 1024 THEN $1::bigint
            ELSE (($1 - (($1 >> 9) - 1 << 9))::bigint << (($1 >> 9) - 1))
              + ((1::bigint << (($1 >> 9) - 1)) - 1) / 2
            END
        $fraise$;

        CREATE FUNCTION @schema@.duration_quantiles_ns(
          sketch @schema@.sketch, minimum_ns bigint, maximum_ns bigint, q numeric[]) RETURNS bigint[]
        LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
        AS $fraise$
        DECLARE
          buckets CONSTANT integer[] := ($1).index;
          counts CONSTANT bigint[] := ($1).count;
          total bigint;
          rank bigint;
          before bigint := 0;
          place integer := 0;
          seen bigint := 0;
          result bigint[] := '{}';
        BEGIN
          SELECT sum(c) INTO total FROM unnest(counts) AS u(c);
          FOR n IN 1 .. cardinality(q) LOOP
            IF q[n] IS NULL OR q[n] < 0 OR q[n] > 1 THEN
              RAISE EXCEPTION 'q must be from 0 to 1' USING ERRCODE = 'invalid_parameter_value';
            END IF;
            IF total IS NULL OR total = 0 THEN
              result := result || NULL::bigint;
              CONTINUE;
            END IF;
            rank := greatest(1, div(round(q[n] * 1000000) * total + 999999, 1000000)::bigint);
            IF rank < before THEN
              place := 0;
              seen := 0;
            END IF;
            WHILE seen < rank AND place < cardinality(counts) LOOP
              place := place + 1;
              seen := seen + counts[place];
            END LOOP;
            result := result || CASE WHEN seen >= rank
              THEN least(greatest(@schema@.bucket_middle_ns(buckets[place]), minimum_ns), maximum_ns)
              ELSE maximum_ns END;
            before := rank;
          END LOOP;
          RETURN result;
        END
        $fraise$;

        CREATE FUNCTION @schema@.duration_quantile_ns(
          sketch @schema@.sketch, minimum_ns bigint, maximum_ns bigint, q numeric) RETURNS bigint
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        AS $fraise$ SELECT (@schema@.duration_quantiles_ns($1, $2, $3, ARRAY[$4]))[1] $fraise$;

        CREATE FUNCTION @schema@.milliseconds(nanoseconds numeric) RETURNS numeric
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        AS $fraise$ SELECT round($1 / 1000000, 6) $fraise$;

        CREATE VIEW @schema@.operation_window AS
        SELECT m.host, m.window_start, m.window_seconds, m.kind, m.event_type, m.operation_name,
          m.count, m.success_count, m.error_count, m.partial_error_count, m.timeout_count, m.denied_count,
          m.slow_count, m.duration_count,
          round(m.duration_sum_ns / nullif(m.duration_count, 0) / 1000000, 6) AS avg_duration_ms,
          @schema@.milliseconds(m.duration_min_ns) AS min_duration_ms,
          @schema@.milliseconds(m.duration_max_ns) AS max_duration_ms,
          @schema@.milliseconds(l.quantiles[1]) AS p50_duration_ms,
          @schema@.milliseconds(l.quantiles[2]) AS p95_duration_ms,
          @schema@.milliseconds(l.quantiles[3]) AS p99_duration_ms,
          m.rows_affected, m.response_bytes
        FROM (
          SELECT o.host, o.window_start, o.window_seconds, o.kind, o.event_type, o.operation_name,
            sum(o.count)::bigint AS count,
            sum(o.success_count)::bigint AS success_count,
            sum(o.error_count)::bigint AS error_count,
            sum(o.partial_error_count)::bigint AS partial_error_count,
            sum(o.timeout_count)::bigint AS timeout_count,
            sum(o.denied_count)::bigint AS denied_count,
            sum(o.slow_count)::bigint AS slow_count,
            sum(o.duration_count)::bigint AS duration_count,
            sum(o.duration_sum_ns) AS duration_sum_ns,
            min(o.duration_min_ns) AS duration_min_ns,
            max(o.duration_max_ns) AS duration_max_ns,
            sum(o.rows_affected)::bigint AS rows_affected,
            sum(o.response_bytes)::bigint AS response_bytes,
            @schema@.sketch_merge(@schema@.sketch(o.sketch_index, o.sketch_count)) AS sketch
          FROM @schema@.operation_summary AS o
          JOIN @schema@.segment AS g ON g.archive = o.archive AND g.segment = o.segment
          WHERE NOT g.superseded
          GROUP BY 1, 2, 3, 4, 5, 6
        ) AS m CROSS JOIN LATERAL (
          -- OFFSET keeps the planner from computing them once for each column.
          SELECT @schema@.duration_quantiles_ns(
            m.sketch, m.duration_min_ns, m.duration_max_ns, '{0.5,0.95,0.99}') AS quantiles OFFSET 0
        ) AS l;

        CREATE FUNCTION @schema@.operation_total(
          since timestamptz, until timestamptz, kind text DEFAULT NULL, event_type text DEFAULT NULL,
          operation_name text DEFAULT NULL, host text DEFAULT NULL)
        RETURNS TABLE (
          count bigint, success_count bigint, error_count bigint, partial_error_count bigint,
          timeout_count bigint, denied_count bigint, slow_count bigint, duration_count bigint,
          avg_duration_ms numeric, min_duration_ms numeric, max_duration_ms numeric,
          p50_duration_ms numeric, p95_duration_ms numeric, p99_duration_ms numeric,
          rows_affected bigint, response_bytes bigint)
        LANGUAGE sql STABLE PARALLEL SAFE
        AS $fraise$
          SELECT m.count, m.success_count, m.error_count, m.partial_error_count, m.timeout_count,
            m.denied_count, m.slow_count, m.duration_count,
            round(m.duration_sum_ns / nullif(m.duration_count, 0) / 1000000, 6),
            @schema@.milliseconds(m.minimum), @schema@.milliseconds(m.maximum),
            @schema@.milliseconds(l.quantiles[1]),
            @schema@.milliseconds(l.quantiles[2]),
            @schema@.milliseconds(l.quantiles[3]),
            m.rows_affected, m.response_bytes
          FROM (
            SELECT coalesce(sum(o.count), 0)::bigint AS count,
              coalesce(sum(o.success_count), 0)::bigint AS success_count,
              coalesce(sum(o.error_count), 0)::bigint AS error_count,
              coalesce(sum(o.partial_error_count), 0)::bigint AS partial_error_count,
              coalesce(sum(o.timeout_count), 0)::bigint AS timeout_count,
              coalesce(sum(o.denied_count), 0)::bigint AS denied_count,
              coalesce(sum(o.slow_count), 0)::bigint AS slow_count,
              coalesce(sum(o.duration_count), 0)::bigint AS duration_count,
              sum(o.duration_sum_ns) AS duration_sum_ns,
              min(o.duration_min_ns) AS minimum, max(o.duration_max_ns) AS maximum,
              coalesce(sum(o.rows_affected), 0)::bigint AS rows_affected,
              coalesce(sum(o.response_bytes), 0)::bigint AS response_bytes,
              @schema@.sketch_merge(@schema@.sketch(o.sketch_index, o.sketch_count)) AS sketch
            FROM @schema@.operation_summary AS o
            JOIN @schema@.segment AS g ON g.archive = o.archive AND g.segment = o.segment
            WHERE NOT g.superseded AND o.window_start >= $1 AND o.window_start < $2
              AND ($3 IS NULL OR o.kind = $3) AND ($4 IS NULL OR o.event_type = $4)
              AND ($5 IS NULL OR o.operation_name = $5) AND ($6 IS NULL OR o.host = $6)
          ) AS m CROSS JOIN LATERAL (
            SELECT @schema@.duration_quantiles_ns(m.sketch, m.minimum, m.maximum, '{0.5,0.95,0.99}') AS quantiles
            OFFSET 0
          ) AS l
        $fraise$;
        """
}

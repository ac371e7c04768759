extension Migration {
    // Partitions are months: minute rows leave by being replaced by hour rows of the same days, so a day's
    // partition could not be dropped sooner, and 400 of them would make every plan and lock list longer.
    //
    // ATTACH and not PARTITION OF: it does not lock out readers and writers of the table. Both functions run
    // with the rights of the owner, so that the agent's role needs none to make tables. After the wait for the
    // lock the catalog itself is asked: to_regclass would answer from this session's cache, as before the wait.
    // Dropping locks the whole table and everyone queues behind a waiting lock, hence the short time-out.
    static let partitions = """
        CREATE FUNCTION @schema@.make_partitions(moments timestamptz[]) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
        AS $fraise$
        DECLARE
          place CONSTANT text := @schema_text@;
          month timestamptz;
          part text;
          made integer := 0;
        BEGIN
          FOR month IN SELECT DISTINCT date_trunc('month', m) FROM unnest(moments) AS u(m) ORDER BY 1 LOOP
            part := 'operation_summary_' || to_char(month, 'YYYY_MM');
            CONTINUE WHEN to_regclass(format('%I.%I', place, part)) IS NOT NULL;
            PERFORM pg_advisory_xact_lock(hashtextextended('fraiseqld partition ' || place, 0));
            CONTINUE WHEN EXISTS (
              SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = place AND c.relname = part);
            EXECUTE format('CREATE TABLE %I.%I (LIKE %I.operation_summary INCLUDING ALL)', place, part, place);
            EXECUTE format(
              'ALTER TABLE %I.operation_summary ATTACH PARTITION %I.%I FOR VALUES FROM (%L) TO (%L)',
              place, place, part, month, month + interval '1 month');
            made := made + 1;
          END LOOP;
          RETURN made;
        END
        $fraise$;

        CREATE FUNCTION @schema@.drop_partitions(before timestamptz) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC'
        SET lock_timeout = '1s'
        AS $fraise$
        DECLARE
          place CONSTANT text := @schema_text@;
          part text;
          dropped integer := 0;
        BEGIN
          FOR part IN
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass(format('%I.operation_summary', place))
              AND c.relname ~ '^operation_summary_[0-9]{4}_[0-9]{2}$'
              AND to_timestamp(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
            ORDER BY 1
          LOOP
            EXECUTE format('DROP TABLE %I.%I', place, part);
            dropped := dropped + 1;
          END LOOP;
          RETURN dropped;
        END
        $fraise$;

        REVOKE ALL ON FUNCTION @schema@.make_partitions(timestamptz[]) FROM PUBLIC;
        REVOKE ALL ON FUNCTION @schema@.drop_partitions(timestamptz) FROM PUBLIC;
        """
}

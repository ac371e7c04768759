\set aid random(1, 100000)
\set delta random(-500, 500)
\set h1 random(1000000000, 9999999999)
\set h2 random(1000000000, 9999999999)
SELECT abalance FROM pgbench_accounts WHERE aid = :aid /*action='getAccount',framework='fraiseql',traceparent='00-0af7651916cd43dd8448eb:h1-00f067:h2-01'*/;
UPDATE pgbench_accounts
   SET abalance = abalance + :delta
 WHERE aid = :aid /*action='moveMoney',framework='fraiseql',traceparent='00-4bf92f3577b34da6a3ce92:h1-00f067:h2-01'*/;
SELECT bid, count(*) AS accounts, sum(abalance) AS total
  FROM pgbench_accounts
 WHERE aid BETWEEN :aid AND :aid + 50
 GROUP BY bid
 ORDER BY accounts DESC;

"""The two databases behind one small surface: engines, SQL values, dialect differences, migrations and indexes."""

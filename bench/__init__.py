"""What casewright costs and how it compares; `make bench` runs it all."""

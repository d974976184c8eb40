# The two commands of README for those who have make.
run:
	sh .ci/setup run

test:
	sh .ci/setup test

.PHONY: run test

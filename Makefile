# Only forwards: everything is in ./run, which also explains itself (./run help).
VERBS := demo test lint lock messages settings help

.PHONY: $(VERBS)
$(VERBS):
	@./run $@ $(ARGS)

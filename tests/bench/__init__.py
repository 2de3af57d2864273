"""The benches work: nothing here asks how fast anything is."""

"""The door: what a storm asks for, answered before Django; everything else and everything unusual is handed on."""

"""What tests share: the office program, the validator, canonical text, golden files, paths."""

"""The words of the page for what the engine knows by codes and field names. All are marked for translation."""

"""Pictures as data: what each view shows, before anything is drawn."""

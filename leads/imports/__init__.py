"""Files come in: `engine.run` imports one, `targets` says as what, and how other apps add to it."""

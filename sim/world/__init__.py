"""From a scenario to arrays: everything that exists before the clock starts."""

"""Fresh seeds: random scenarios and damaged scenario files for as long as one likes."""

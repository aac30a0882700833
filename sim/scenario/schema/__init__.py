"""What a scenario file may say: frozen data, each field with its unit and meaning."""

"""The ways an envelope can travel, one small file each."""

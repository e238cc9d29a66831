"""Find captures again and read them back: by place, by URL, and as exchanges."""

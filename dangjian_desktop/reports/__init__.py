"""Word templates, tags, headings and layout. The only room that knows Word libraries."""

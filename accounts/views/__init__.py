"""The pages about oneself, the people and the company."""

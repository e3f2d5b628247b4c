"""A small share of ratings is given again by somebody who has not read the first: how sure is a letter?"""

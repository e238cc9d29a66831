"""Say what a crawl came to: settle its accounts, check them against limits and earlier crawls, sum them up."""

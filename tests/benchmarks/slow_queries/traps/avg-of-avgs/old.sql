-- The mean of means is not the mean.
SELECT avg(value) AS mean FROM readings WHERE metric = 'voltage';

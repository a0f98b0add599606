"""The report as one page: tables, timelines and latencies, without scripts or anything from elsewhere."""

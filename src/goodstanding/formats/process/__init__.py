"""The process that reads one file: started, limited, and heard."""

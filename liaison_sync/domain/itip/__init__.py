"""What each iTIP method does (RFC 5546 §3.2): one file a method, applied to one working `Meeting`."""

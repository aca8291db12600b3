"""The house: an archive of Chinese AI-industry news on Tencent News."""

"""The zip archives that workbooks are: looked over, unpacked, their XML parsed."""

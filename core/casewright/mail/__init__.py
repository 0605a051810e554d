"""What an e-mail needs beside its row: the server, the message, the sending."""

"""WhatsApp behind the channel port: our own intake of webhooks, pywa for sending; its types stay in `client`.

Importing `client` imports pywa, which is large: do so only where WhatsApp is configured.
"""

/** What `carnet --help` prints. */
export const help = `
  One public ledger for cars, event tickets and books: node, miner, wallet and explorer in a terminal.

  Usage
    $ carnet [PORT]                open the terminal and its node
    $ carnet --headless [PORT]     run the node alone, until Ctrl-C
    $ carnet call METHOD [JSON]    ask a running node, answer as JSON
    $ carnet status | block [HEIGHT or ID] | entry ID | car VIN or PLATE | account NAME or ADDRESS
             | directory [ROLE] | peers        ask a running node, or the ledger on disk; --json
    $ carnet wallet new | restore | show | check | add NAME | unlock
                                   24 words of your own, behind a passphrase
    $ carnet genesis new [FILE]    found a network of your own

  Options
    --network NAME     devnet (the default) or regtest
    --genesis FILE     the network that this file founds
    -p, --port PORT    5000 if it is free, else the next free one
    --peer URL         a peer to connect to, for instance ws://127.0.0.1:5001; may be repeated
    --listen HOST      where peers may come in; 127.0.0.1 (this machine only) unless you ask for more
    --alone            no peers: a ledger of its own to try things on
    --data-dir DIR     where ledgers lie
    --config-dir DIR   where wallets lie
    --as NAME          who you act as; a licensed miner also mines under that name
    --name NAME        of the first account of new words; "me" unless you say
    --words            show the words too
    --passphrase-file FILE   its first line opens your words; else you are asked
    --no-mine          follow the ledger without mining
    --json             the answer of a question as JSON
    --headless         no terminal; the control socket and a log remain
    --help, --version

  Examples
    $ carnet
    $ carnet 5016 --as bob
    $ carnet --headless --network regtest
    $ carnet call status
    $ carnet call car '{"vin": "WMWXP7C5XK2A00001"}'
    $ carnet genesis new && carnet --genesis village.genesis.json
`;

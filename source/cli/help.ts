import { wrapped } from './wrap.ts';

// One line a paragraph and a command: they are wrapped as wide as the terminal is.

const everything = `
  One public ledger for cars, event tickets and books: node, miner, wallet and explorer in a terminal.

  Usage
    $ carnet [PORT]                open the terminal and its node
    $ carnet --headless [PORT]     run the node alone, until Ctrl-C
    $ carnet call METHOD [JSON]    ask a running node, answer as JSON
    $ carnet status                how a running node stands
    $ carnet block [HEIGHT or ID]  a block, the tip unless you say
    $ carnet entry ID              what somebody signed
    $ carnet car VIN or PLATE      a car: its verdict, its test, its marks, its history
    $ carnet account NAME          an account, by a name or an address
    $ carnet directory [ROLE]      licensed businesses, all or of a role like station, garage, notary, department
    $ carnet directory --html FILE the same as one web page
    $ carnet peers                 who is connected
    $ carnet events [WORDS]        events that are not over, all or those with these words in name or place
    $ carnet event ID or NAME      an event: its price, its seats, its policy, what happened
    $ carnet ticket EVENT SERIAL   a ticket: its holder, its state, its whole story
    $ carnet books [WORDS]         books on all shelves, or those with these words in the title, or of an ISBN; --owner NAME for one shelf
    $ carnet book ID               a book: its owner, its size, its state, its story
    $ carnet book add|ask|read     put a book on a shelf, ask for one, read one; \`carnet book --help\`
    $ carnet exchange ID           a hand-over of a book: how far it is, who voted, what it waits for
    $ carnet transfer ID           a sale: its steps, its checks, what happened
    $ carnet discharge ID          the seller's discharge from a sale that is done
    $ carnet agreement ID          a contract, every word of it
    $ carnet agreement check FILE ID  whether a file is the one that a contract is about
    $ carnet wallet ...            words of your own, behind a passphrase; \`carnet wallet --help\`
    $ carnet sign ...              entries that several wallets sign, in a file; \`carnet sign --help\`
    $ carnet prove OBJECT [FILE]   what the ledger says of something, to check without it
    $ carnet verify FILE           checks that; \`carnet verify --help\`
    $ carnet genesis new [FILE]    found a network of your own; \`carnet genesis --help\`
    $ carnet police ...            the police's private database; \`carnet police --help\`

  Options
    --network NAME     devnet (the default) or regtest
    --genesis FILE     the network that this file founds, in place of --network
    -p, --port PORT    5000 if it is free, else the next free one
    --peer URL         a peer to connect to besides ports 5000 to 5003 of this machine, for instance ws://192.0.2.7:5000; may be repeated
    --listen HOST      where peers may come in; 127.0.0.1 (this machine only) unless you ask for more
    --alone            no peers: a ledger of its own to try things on
    --data-dir DIR     where ledgers lie
    --config-dir DIR   where wallets lie
    --as NAME          who you act as; a licensed miner also mines under that name. On devnet for instance alice, bob, manufacturer, inspector (a licensed station), garage, notary, police, authority (a department)
    --passphrase-file FILE   its first line opens your words; else you are asked
    --no-mine          follow the ledger without mining
    --owner NAME       books: the shelf of this library
    --json             the answer of a question as JSON
    --headless         no terminal; it tells in lines what happens, and the control socket answers
    --help, --version

  Questions (status to agreement, but for book add, ask and read) ask a running node, or the ledger on disk where none runs. Without --network or --genesis that is the devnet node with the lowest port; if none runs, one of another network, and it says which.

  Examples
    $ carnet
    $ carnet 5016 --as bob
    $ carnet --headless --network regtest
    $ carnet call status
    $ carnet call car '{"vin": "WMWXP7C5XK2A00001"}'
    $ carnet genesis new && carnet --genesis village.genesis.json
`;

const wallet = `
  24 words of your own, encrypted behind a passphrase; one file a network, for all its terminals on this machine.

  Usage
    $ carnet wallet new            make words, show them, ask for three of them
    $ carnet wallet restore        take the words of your paper
    $ carnet wallet show           names, addresses, where the file lies
    $ carnet wallet check          ask for three of the words again
    $ carnet wallet add NAME       the next account of the same words
    $ carnet wallet unlock         open the words of the terminals that run

  Options
    --network NAME     devnet (the default), regtest, or any name: words may be there before their network
    --genesis FILE     the network that this file founds, in place of --network
    --name NAME        new, restore: of the first account; "me" unless you say
    --words            show: the words too
    --json             show: as JSON
    -p, --port PORT    unlock: only the terminal on this port
    --config-dir DIR   where wallets lie
    --passphrase-file FILE   its first line is the passphrase; else you are asked

  Answers may come through a pipe, one a line.
`;

const genesis = `
  A network of your own: its authorities, its miners, its interval, in one file that everybody starts from.

  Usage
    $ carnet genesis new [FILE]    ask for all that, show it, write FILE (NAME.genesis.json unless you say)
    $ carnet --genesis FILE        take part

  Options
    --config-dir DIR   where wallets lie: your names on that network can be its authorities and miners
    --passphrase-file FILE   of words that are made on the way

  A file is never written over.
`;

const police = `
  The police's private database: who is behind the keys that they certified. It is there only where somebody made it, opens to a passphrase alone, and writes down every look-up before it answers.

  Usage
    $ carnet police init           make an empty one
    $ carnet police add WHO        put the person behind a key on file; prints the commitment
    $ carnet police show WHO       look somebody up, also by a PLATE, which takes a running node
    $ carnet police erase WHO      erase salt and record: the commitment then fits nobody
    $ carnet police log [NUMBER]   the log, newest first, before entry NUMBER if that is given
    $ carnet police audit [MARK]   whether anything was changed, taken away or put elsewhere, and whether the log still has the place of a mark that was kept

  WHO is a name or an address. A terminal that has the database open holds it: close it there first, on its Police screen.

  Options
    --as NAME          who asks, as it stands in the log: a name or a service number
    --purpose TEXT     what for; nobody is looked up without
    --network NAME     devnet (the default) or regtest
    --genesis FILE     the network that this file founds, in place of --network
    --data-dir DIR     where ledgers lie; the database lies in DIR/<network>-<genesis>/police
    --passphrase-file FILE   its first line is the passphrase; else you are asked
    --json             show, log, audit: as JSON

  Answers may come through a pipe, one a line. audit ends with 1 where it found something.
`;

const sign = `
  An entry that takes several signatures goes from wallet to wallet in a small file of text.

  Usage
    $ carnet sign make FILE JSON   write what is to be signed, as for \`carnet call submit\`, and sign it as "as"
    $ carnet sign show FILE...     what it does, who has signed and who must
    $ carnet sign add FILE         show it, ask, and put one more signature into it
    $ carnet sign combine NEWFILE FILE...
                                   put the signatures of several copies into one file
    $ carnet sign submit FILE...   hand it in, once everybody has signed

  Options
    --as NAME          add: who signs; else the first one asked for whose key is here
    --json             what \`carnet call\` would answer
    -p, --port PORT, --network NAME, --genesis FILE   which running node signs

  A file is written over only after a question; answers may come through a pipe.
  It ends after about a week, or at the block "expiry"; any other entry of its author takes its number and ends it too.
`;

const proof = `
  A certificate: a car, a sale, a ticket, a book, a licence or an account as the ledger has it, with its whole history, in a file that anybody can check without a ledger.

  Usage
    $ carnet prove OBJECT [FILE]   write it: a running node does, or the ledger on disk
    $ carnet verify FILE           check it, with nothing but this program, and say what it proves

  OBJECT is a VIN, a plate, a name or an address, the id of a sale, a contract, an event, a book or a hand-over, EVENT/SERIAL for a ticket, or ROLE:NAME for a licence, like station:alice or department:authority.
  What does not exist can be proven too: that it does not.

  Options
    --header ID        verify: the block that it must be about; refused if it is of another
    --network NAME     devnet (the default) or regtest; verify: it must be of that network
    --genesis FILE     the network that this file founds, in place of --network
    -p, --port PORT    prove: which running node
    --json             for programs

  Ends with 0 if it is proven, 1 if not, 2 if the command makes no sense.
  Without --header it proves something of a block that you then compare with a node you trust.
`;

const book = `
  Books on the shelves of libraries, each with a content that only its owner has. Whoever asks for one gets it in front of witnesses: book and price change hands, or neither does.

  Usage
    $ carnet books [WORDS]         books on all shelves, or those with these words in the title, or of an ISBN
    $ carnet books --owner NAME    one shelf
    $ carnet book ID               a book: its owner, its size, its state, its story
    $ carnet book add TITLE --as NAME --value TEXT
    $ carnet book add TITLE --as NAME --file PATH
    $ carnet book add TITLE --as NAME -
                                   put a book on a shelf, with a text, a file, or what comes through a pipe; prints its id
    $ carnet book ask ID --as NAME
                                   ask for a book; prints the id of the hand-over
    $ carnet book read ID          the content of a book of one's own: on a terminal a text, through a pipe the bytes
    $ carnet exchange ID           a hand-over: how far it is, who voted, what it waits for

  Options
    --as NAME          add, ask: the library that does it; it must be licensed, and have joined
    --isbn NUMBER      add: 10 or 13 digits
    --price LVR        ask: what you pay, like 2.50; nothing unless you say
    --wait             ask: tell line by line how it goes on, until it is over
    --out FILE         read: into a new file
    --json             for programs
    -p, --port PORT, --network NAME, --genesis FILE   which running node; questions are answered from disk too

  A content has 1 byte to 1 MiB. It lies in the terminal that was asked: where several run, name one with --port. ask --wait ends with 0 once the book is here, with 1 if nothing changed hands; stopping it stops no hand-over.
`;

/** Columns of the help where it goes into a file or a pipe. */
const usual = 100;

/** What `--help` prints, in so many columns: all of it, or the part of the command that stands beside it. */
export function helpFor(argv: readonly string[], columns = usual): string {
  const lines = partFor(argv).split('\n');
  return wrapped(lines, { isTTY: true, columns }).join('\n');
}

/** The parts of the help, by the word behind which `--help` shows them. */
const parts: Readonly<Record<string, string>> = {
  ...{ wallet, genesis, police, sign, book },
  ...{ books: book, exchange: book, prove: proof, verify: proof },
};

/** The command that has a part of the help to itself, if these words are about one. */
export function helpedCommand(argv: readonly string[]): string | undefined {
  const [first = ''] = argv;
  if (Object.hasOwn(parts, first)) return first;
  // "police" may also be who somebody acts as.
  return ['wallet', 'genesis'].find((word) => argv.includes(word));
}

function partFor(argv: readonly string[]): string {
  const command = helpedCommand(argv);
  return (command === undefined ? undefined : parts[command]) ?? everything;
}

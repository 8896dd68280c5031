import type { GoldenTransaction } from './golden-form.ts';

/** The first transaction of every operation of agreements in the story. */
export const goldenAgreements: readonly GoldenTransaction[] = [
  {
    operation: 'agreements.propose',
    id: 'd71f68fea888fc4517801e142de55f7f2cf08462e64e4bbefbb45440e58cdf9b',
    wid: '94786d236ba2b7fde433506a57fbac08a52af909d692ffe5a5ce2dd840be6d96',
    parts: [
      ['network', '489d2447'],
      ['author', '030dbf309e27bb2bc28f08c903d6823dee4759be5678ad7776b051cc28a17a9587'],
      ['payer', '00'],
      ['nonce', '08000000'],
      ['fee', 'bb00000000000000'],
      ['expiry', '00000000'],
      ['operation', '60'],
      ['title', '0600537570706c79'],
      ['text', '01110054656e2063617273206279204a756e652e'],
      ['documentHash', '00'],
      ['counterparty', '02e3140625ff7f12cffe54ff40f0d27291022a41f3e596fcf8c0f2001081d8c07d'],
      ['deadline', '88130000'],
      [
        'signature',
        'c9431f0ada9651d3e9b3ac322e50c4e68e06a47b615edbd90c9a50900da7fbe01aa17a67a601f00abe7028d99f288558ef203c32ecc02d99f9ceee96e53c83aa',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'agreements.sign',
    id: '135b068fbf592d9f7dd92eaddb28a0492bb54e6c5502c081c50c61823deffd4f',
    wid: '3eac676042959427afb5495047c6d2e433147156e3ea9c929a95825c6666dbff',
    parts: [
      ['network', '489d2447'],
      ['author', '02e3140625ff7f12cffe54ff40f0d27291022a41f3e596fcf8c0f2001081d8c07d'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', '9900000000000000'],
      ['expiry', '00000000'],
      ['operation', '61'],
      ['id', 'd71f68fea888fc4517801e142de55f7f2cf08462e64e4bbefbb45440e58cdf9b'],
      [
        'signature',
        '61c34f73fc06250d344f15d033ff9315877a03deeab086145754f85d8eb443316a212b73bd9c4453535716e046d5fb27feebae8c6f0b2e04723becf015cfd6ff',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'agreements.decline',
    id: 'c263a140dbbc9715501728ef4c39c0d981039572281c078b710833dfdecf0f26',
    wid: '47a2871d218892fefe2ccdcfc729f9305d30215bd7ae0e2ad01eb6741253453e',
    parts: [
      ['network', '489d2447'],
      ['author', '02e3140625ff7f12cffe54ff40f0d27291022a41f3e596fcf8c0f2001081d8c07d'],
      ['payer', '00'],
      ['nonce', '01000000'],
      ['fee', '9900000000000000'],
      ['expiry', '00000000'],
      ['operation', '62'],
      ['id', '86b7955b99ac2b50d547f82e28b7c4505c93d04525a87cde9e3bd32cf49a98f7'],
      [
        'signature',
        '495d2921926937b19b2fc19011600ec4efa038d6bec72a310646a760bba74bac61534a834b7951075e5a842ccd9f73c6297a4e8d2969fc4ec174e75f725f1bc6',
      ],
      ['cosignatures', '0000'],
    ],
  },
];

import type { GoldenTransaction } from './golden-form.ts';

/** The first transaction of every operation of agreements in the story. */
export const goldenAgreements: readonly GoldenTransaction[] = [
  {
    operation: 'agreements.propose',
    id: 'e3dac689e24f6f2fe8648032ba7258cb80b122b1ce4cf3001bb58daca8c0ddad',
    wid: '9d2e6ede4681d6872b75f09475015417e57c57789d37804f6779e5100062e4fc',
    parts: [
      ['network', '7158f572'],
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
        '4c1f3c616f30822ccf40a19a8c524aa94ddbecc74ae927352ef9932f85777cc6120f3d43115ee8bc8b1f78c567414379cd3ed6e95ed740b55d5ae31f3e3acd44',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'agreements.sign',
    id: '0c407f5ff139464f10c8d4d3130709ad31f25ebbda18f4685109f6ced78ca84b',
    wid: '8b6aa9399ed94c9204b9c0d83e2d39a1c98be46a6d6d6d2bbff1e8a0e6d3e52a',
    parts: [
      ['network', '7158f572'],
      ['author', '02e3140625ff7f12cffe54ff40f0d27291022a41f3e596fcf8c0f2001081d8c07d'],
      ['payer', '00'],
      ['nonce', '00000000'],
      ['fee', '9900000000000000'],
      ['expiry', '00000000'],
      ['operation', '61'],
      ['id', 'e3dac689e24f6f2fe8648032ba7258cb80b122b1ce4cf3001bb58daca8c0ddad'],
      [
        'signature',
        'ebef5ae5325d4bb678a8cff96ae21e611f1dab76f117f51e4723fefdf947667878f5a213fdad34a96df06ae364449ff12da9938353732e259822c2cae47d818a',
      ],
      ['cosignatures', '0000'],
    ],
  },
  {
    operation: 'agreements.decline',
    id: '7bcba7ce68ea388a651176bc3c29028ad84efb50d0ac40b0647bb40376cad63b',
    wid: 'b37877f997ef6faea7d13958a134662398a46e131c7df82b1d4f241482ce4ba3',
    parts: [
      ['network', '7158f572'],
      ['author', '02e3140625ff7f12cffe54ff40f0d27291022a41f3e596fcf8c0f2001081d8c07d'],
      ['payer', '00'],
      ['nonce', '01000000'],
      ['fee', '9900000000000000'],
      ['expiry', '00000000'],
      ['operation', '62'],
      ['id', 'b24e3446ba14789cb562cffbd13a9c7ab9b2fa5268ba1f7cd8d1fdd8d8360138'],
      [
        'signature',
        '8fd2542bf3d96bb9d1f1001263d2f00523fe7093d0d1a3afbf6a20e404cd90a408415bbdea6dfeb7f9a7c46a2f021fc427b31b787098dc4727c6d3a5185ae922',
      ],
      ['cosignatures', '0000'],
    ],
  },
];

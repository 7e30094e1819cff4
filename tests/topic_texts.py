"""Short texts on the talks and on other things, written for the tests: headline, blank line, body."""

ON = [
    """Negotiators land in Turkey for a second sitting

Ukrainian and Russian delegations will meet again in Istanbul, Kyiv's negotiator Rustem Umerov said.

Vladimir Medinsky is bringing a memorandum. The second round will be held in the Ciragan Palace.""",
    """В Стамбуле закончился третий раунд

Российская и украинская делегации договорились об обмене пленными, сообщил Владимир Мединский.

Рустем Умеров предложил встречу президентов. Переговоры во дворце Чираган длились меньше часа.""",
    """Делегації зустрілися у Стамбулі

Українська делегація на чолі з Рустемом Умєровим провела переговори з росіянами у палаці Чираган.

Сторони домовилися про обмін полоненими. Ім’я нового переговорника Київ не назвав.""",
    """İSTANBUL'DA İKİNCİ TUR BAŞLADI

Rusya ve Ukrayna heyetleri Çırağan Sarayı'nda ikinci tur müzakereler için bir araya geldi.

Umerov ateşkes, Medinskiy ise muhtıra üzerinde durdu. Görüşmelere Hakan Fidan başkanlık etti.""",
    """Istanbul'da ikinci tur basladi

Rusya ve Ukrayna heyetleri Ciragan Sarayi'nda ikinci tur muzakereler icin bir araya geldi.

Umerov ateskes, Medinskiy ise muhtira uzerinde durdu.""",
]

OFF = [
    """Grain ship leaves Odesa

A ship with Ukrainian wheat left Odesa under the grain deal that was signed in Istanbul in 2022.

Freight rates rose by a tenth. Russian exporters complain of insurance.""",
    """Тегеран и европейцы встретились в Стамбуле

Переговоры Ирана с Британией, Францией и Германией о ядерной программе прошли в Стамбуле.

Иранская делегация требует снять санкции. Следующая встреча состоится через две недели.""",
    """Землетрус у Стамбулі налякав туристів

Поштовх магнітудою 5,1 відчули у Стамбулі. Люди вибігали на вулиці, готелі спорожніли.

Російських та українських туристів серед постраждалих немає.""",
    """Boğaz'da otel fiyatları arttı

İstanbul'da turizm sezonu hareketli. Rus turistlerin sayısı yüzde altı arttı.

Oteller yer bulmakta zorlanıyor.""",
    """Rain expected at the weekend

Forecasters say it will rain in the north.

The south stays dry.""",
]
